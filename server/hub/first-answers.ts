import type { CommandId, DeviceId } from '@hub/shared/model/ids.ts';
import type { Outcome } from './receipt.ts';

/** Newest answers kept per device. A phone repeats what it did not hear an answer to, and holds few such commands. */
const KEPT_PER_DEVICE = 256;

/** H5: a repeated command id gets the first answer again. Refilled from the log at a restart. */
export class FirstAnswers {
  readonly #byDevice = new Map<DeviceId, Map<CommandId, Outcome>>();

  find(deviceId: DeviceId, commandId: CommandId): Outcome | undefined {
    return this.#byDevice.get(deviceId)?.get(commandId);
  }

  /** Becomes what `other` is now. */
  startFrom(other: FirstAnswers): void {
    this.#byDevice.clear();
    for (const [deviceId, answers] of other.#byDevice) this.#byDevice.set(deviceId, new Map(answers));
  }

  keep(deviceId: DeviceId, commandId: CommandId, outcome: Outcome): void {
    let answers = this.#byDevice.get(deviceId);
    if (!answers) this.#byDevice.set(deviceId, (answers = new Map()));
    answers.set(commandId, outcome);
    if (answers.size > KEPT_PER_DEVICE) {
      const oldest = answers.keys().next();
      if (!oldest.done) answers.delete(oldest.value);
    }
  }
}
