import '../ui/font.css';
import '../ui/tokens.css';
import '../ui/base.css';
import '../ui/overlay.css';
import '../ui/desk.css';
import '../staff/trail.css';
import '../staff/video/video.css';
import './control.css';
import './instructions/instructions.css';
import './floor/floor.css';
import './replay/replay.css';
import { runStaffPage } from '../staff/run-page.tsx';
import { openControl } from './open-control.tsx';
import { load, switchTo, t } from './text.ts';

void runStaffPage({
  roles: ['controller', 'administrator', 'technician'],
  vitals: false,
  load,
  switchTo,
  title: () => t().title,
  open: openControl,
});
