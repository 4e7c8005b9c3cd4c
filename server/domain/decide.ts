import { unreachable } from '@hub/shared/lib/assert.ts';
import { decideReviewCommonCause } from './common-cause.ts';
import type { Command } from './commands.ts';
import type { Decision, Given } from './decision.ts';
import { decideAdmit, decideClaim, decideMint, decideRevokeDevice, decideRevokeGrant } from './decide-access.ts';
import { decideHandover, decidePass, decideReadHandover, decideTake } from './decide-assign.ts';
import { decidePrintCards, decideRevokeCards } from './decide-cards.ts';
import {
  decideCallToStandby,
  decideEndTurn,
  decideGiveFloor,
  decideLimitTurn,
  decideMoveTurn,
  decideRepeatCheck,
  decideRequestFloor,
  decideReturnTurn,
  decideSkipTurn,
  decideWithdrawFloor,
} from './decide-floor.ts';
import { decideCheck } from './decide-checklist.ts';
import { decideFreezeRound, decideOpenRound, decideReport, decideUnfreezeRound } from './decide-headcount.ts';
import {
  decideAcknowledge,
  decideEscalate,
  decideHubTrouble,
  decideMute,
  decideNoteIncident,
  decideOpenIncident,
  decideResolve,
  decideReviewIncident,
  decideReviewRound,
} from './decide-incident.ts';
import { decideRemind } from './decide-remind.ts';
import {
  decideCannedTexts,
  decideConfirmInstruction,
  decideNoteReading,
  decideReadThread,
  decideResendInstruction,
  decideSendInstruction,
  decideSendMessage,
} from './decide-instruction.ts';
import {
  decideClose,
  decideFault,
  decideFeed,
  decideMuteMedia,
  decideRestartPublishing,
  decideHide,
  decideLeave,
  decideMedia,
  decideOpen,
  decideRelease,
  decideForgetNode,
  decideLoseNode,
  decideRestart,
  decideReviewLink,
  decideWord,
} from './decide-link.ts';
import {
  decideAddPoint,
  decideCreateSession,
  decideEditPoint,
  decideEditSession,
  decideEnterPhase,
  decideImport,
  decideNoteErasure,
  decideNoteMapFile,
  decideRenewSession,
  decideRetirePoint,
} from './decide-session.ts';

/** The one place where it is decided what happens. Link states and incidents that follow are added by `settle`. */
export function decide(given: Given, command: Command): Decision {
  switch (command.type) {
    case 'CreateSession':
      return decideCreateSession(given, command);
    case 'RenewSession':
      return decideRenewSession(given, command);
    case 'EditSession':
      return decideEditSession(given, command);
    case 'EnterPhase':
      return decideEnterPhase(given, command);
    case 'NoteErasure':
      return decideNoteErasure(given, command);
    case 'NoteMapFile':
      return decideNoteMapFile(given, command);
    case 'AddPoint':
      return decideAddPoint(given, command);
    case 'EditPoint':
      return decideEditPoint(given, command);
    case 'RetirePoint':
      return decideRetirePoint(given, command);
    case 'ImportRoster':
      return decideImport(given, command);
    case 'MintGrant':
      return decideMint(given, command);
    case 'PrintCards':
      return decidePrintCards(given, command);
    case 'RevokeCards':
      return decideRevokeCards(given, command);
    case 'RevokeGrant':
      return decideRevokeGrant(given, command);
    case 'ClaimGrant':
      return decideClaim(given, command);
    case 'AdmitDevice':
      return decideAdmit(given, command);
    case 'RevokeDevice':
      return decideRevokeDevice(given, command);
    case 'OpenConnection':
      return decideOpen(given, command);
    case 'CloseConnection':
      return decideClose(given, command);
    case 'HidePage':
      return decideHide(given, command);
    case 'LeavePoint':
      return decideLeave(given, command);
    case 'ReleasePoint':
      return decideRelease(given, command);
    case 'TakePoints':
      return decideTake(given, command);
    case 'PassPoints':
      return decidePass(given, command);
    case 'LeaveHandover':
      return decideHandover(given, command);
    case 'ReadHandover':
      return decideReadHandover(given, command);
    case 'GiveWord':
      return decideWord(given, command);
    case 'CheckItem':
      return decideCheck(given, command);
    case 'ReportFault':
      return decideFault(given, command);
    case 'ObserveMedia':
      return decideMedia(given, command);
    case 'ChangeMediaFeed':
      return decideFeed(given, command);
    case 'MuteMedia':
      return decideMuteMedia(given, command);
    case 'RestartPublishing':
      return decideRestartPublishing(given, command);
    case 'RestartHub':
      return decideRestart();
    case 'LoseNode':
      return decideLoseNode(given, command);
    case 'ForgetNode':
      return decideForgetNode(command);
    case 'ReviewLink':
      return decideReviewLink(given, command);
    case 'ReviewIncident':
      return decideReviewIncident(given, command);
    case 'OpenRound':
      return decideOpenRound(given, command);
    case 'FreezeRound':
      return decideFreezeRound(given, command);
    case 'UnfreezeRound':
      return decideUnfreezeRound(given, command);
    case 'RemindPoints':
      return decideRemind(given, command);
    case 'ReportHeadcount':
      return decideReport(given, command);
    case 'SendInstruction':
      return decideSendInstruction(given, command);
    case 'ResendInstruction':
      return decideResendInstruction(given, command);
    case 'NoteReading':
      return decideNoteReading(given, command);
    case 'ConfirmInstruction':
      return decideConfirmInstruction(given, command);
    case 'SendMessage':
      return decideSendMessage(given, command);
    case 'ReadThread':
      return decideReadThread(given, command);
    case 'SetCannedTexts':
      return decideCannedTexts(given, command);
    case 'RequestFloor':
      return decideRequestFloor(given, command);
    case 'WithdrawFloor':
      return decideWithdrawFloor(given, command);
    case 'MoveTurn':
      return decideMoveTurn(given, command);
    case 'CallToStandby':
      return decideCallToStandby(given, command);
    case 'RepeatCheck':
      return decideRepeatCheck(given, command);
    case 'GiveFloor':
      return decideGiveFloor(given, command);
    case 'LimitTurn':
      return decideLimitTurn(given, command);
    case 'EndTurn':
      return decideEndTurn(given, command);
    case 'SkipTurn':
      return decideSkipTurn(given, command);
    case 'ReturnTurn':
      return decideReturnTurn(given, command);
    case 'AcknowledgeIncident':
      return decideAcknowledge(given, command);
    case 'ResolveIncident':
      return decideResolve(given, command);
    case 'OpenIncident':
      return decideOpenIncident(given, command);
    case 'NoteIncident':
      return decideNoteIncident(given, command);
    case 'MutePoint':
      return decideMute(given, command);
    case 'ReviewCommonCause':
      return decideReviewCommonCause(given);
    case 'ReviewRound':
      return decideReviewRound(given, command);
    case 'EscalateIncident':
      return decideEscalate(given, command);
    case 'NoteHubTrouble':
      return decideHubTrouble(given, command);
    default:
      return unreachable(command);
  }
}
