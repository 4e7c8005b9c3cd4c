import '../ui/font.css';
import '../ui/tokens.css';
import '../ui/base.css';
import '../ui/overlay.css';
import '../ui/desk.css';
import '../staff/trail.css';
import '../staff/video/video.css';
import '../control/control.css';
import '../control/instructions/instructions.css';
import '../control/floor/floor.css';
import './technician.css';
import { runStaffPage } from '../staff/run-page.tsx';
import { loadTexts } from './both-texts.ts';
import { openTechnician } from './open-technician.tsx';
import { t } from './text.ts';

void runStaffPage({
  roles: ['technician', 'administrator', 'controller'],
  vitals: true,
  load: loadTexts.load,
  switchTo: loadTexts.switchTo,
  title: () => t().title,
  open: openTechnician,
});
