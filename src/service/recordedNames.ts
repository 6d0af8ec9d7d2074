// What lies in a data folder beside the files that tell who runs it.

const RECORD_NAME = /^(sessions|text|index\.sqlite|salt|token|(vault|redaction)[\w.-]*)$/;

/** Whether a file or folder is of the record and moves with it. What else lies there is somebody else's. */
export function isRecordName(name: string): boolean {
  return RECORD_NAME.test(name);
}
