import '../ui/font.css';
import '../ui/tokens.css';
import '../ui/base.css';
import './wall.css';
import { runStaffPage } from '../staff/run-page.tsx';
import { openWall } from './open-wall.tsx';
import { load, switchTo, t } from './text.ts';

void runStaffPage({
  roles: ['wall', 'controller', 'administrator', 'technician'],
  vitals: false,
  load,
  switchTo,
  title: () => t().title,
  open: openWall,
});
