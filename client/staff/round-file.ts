import type { Round } from '@hub/shared/model/session.ts';
import { requestAs, type HttpAnswer } from '../link/http.ts';
import { saveFile } from '../link/save-file.ts';
import type { Language } from '../ui/text.ts';

/** A frozen round as a workbook in the person's hands (H15). */
export async function saveRound(deviceKey: string, round: Round, lang: Language): Promise<HttpAnswer<Blob>> {
  const query = new URLSearchParams({ round: round.id, lang });
  const answer = await requestAs(deviceKey, `/api/rounds/export?${query}`, { method: 'GET' }, (response) =>
    response.blob(),
  );
  const name = lang === 'vi' ? `so-nguoi-du-luot-${round.number}` : `headcount-round-${round.number}`;
  if (answer.ok) saveFile(answer.body, `${name}.xlsx`);
  return answer;
}
