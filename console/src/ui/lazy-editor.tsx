/** The SECL editor, fetched on first use. */
import { lazy } from './lazy.tsx';
import type { SeclEditorProps } from './secl-editor.tsx';

export const SeclEditor = lazy<SeclEditorProps>(() => import('./secl-editor.tsx'), <div class="editor is-waiting" />);
