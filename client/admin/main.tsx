import '../ui/font.css';
import '../ui/tokens.css';
import '../ui/base.css';
import '../ui/overlay.css';
import '../ui/desk.css';
import '../staff/trail.css';
import './admin.css';
import './session.css';
import './roster.css';
import './import.css';
import './access.css';
import './cards.css';
import './audit.css';
import './nodes.css';
import { runStaffPage } from '../staff/run-page.tsx';
import { openAdmin } from './open-admin.tsx';
import { load, switchTo, t } from './text.ts';

void runStaffPage({
  roles: ['administrator'],
  vitals: false,
  load,
  switchTo,
  title: () => t().title,
  open: openAdmin,
});
