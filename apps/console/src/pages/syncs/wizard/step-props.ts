import type { FormField } from '../../../schema-form/form-fields';
import type { SyncDraft } from './sync-draft';

export interface StepProps {
  readonly draft: SyncDraft;
  /** Of the destination that is chosen: what an audience is there. */
  readonly audienceFields: readonly FormField[];
  /** What is wrong, of what was last planned or saved. */
  readonly problems: readonly { readonly pointer: string; readonly message: string }[];
  readonly isNew: boolean;
  readonly onChange: (change: Partial<SyncDraft>) => void;
}
