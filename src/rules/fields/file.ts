/** Fields of file events. */
import { OpenRecord } from '../../decode/records.gen.ts';
import { addFile, readers } from './readers.ts';

addFile('open.file', (e) => e.file);
readers.set('open.flags', (e) => OpenRecord.openFlags(e.record));
readers.set('open.retval', (e) => e.retval);
readers.set('open.file.destination.mode', (e) => OpenRecord.mode(e.record));
readers.set('open.syscall.flags', (e) => OpenRecord.openFlags(e.record));
readers.set('open.syscall.mode', (e) => OpenRecord.mode(e.record));
readers.set('open.syscall.path', (e) => e.passedPath);
