/** All keys, on `?`. */
import { Dialog } from '../ui/dialog.tsx';
import { DESTINATIONS } from './frame.tsx';

const PARTS: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  [
    'Everywhere',
    [
      ['Ctrl K', 'go to a page, or search'],
      ['/', 'search on this page'],
      ['?', 'these keys'],
      ['Esc', 'close, or leave the search'],
    ],
  ],
  [
    'Lists',
    [
      ['j  k', 'next and previous row'],
      ['Enter', 'open the row'],
      ['x', 'select the row'],
    ],
  ],
  [
    'Signals',
    [
      ['o', 'open again'],
      ['r', 'take under review'],
      ['a', 'archive'],
      ['m', 'assign to me'],
      ['n', 'write a note (on a signal)'],
      ['[  ]', 'previous and next signal (on a signal)'],
    ],
  ],
];

export function KeysHelp({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={onClose} wide>
      <div class="keys">
        {PARTS.map(([title, rows]) => (
          <section key={title}>
            <h3>{title}</h3>
            <Rows rows={rows} />
          </section>
        ))}
        <section>
          <h3>Go to, one key after the other</h3>
          <Rows rows={DESTINATIONS.map((one) => [`g  ${one.key}`, one.name] as const)} />
        </section>
      </div>
    </Dialog>
  );
}

function Rows({ rows }: { rows: readonly (readonly [string, string])[] }) {
  return (
    <dl>
      {rows.map(([keys, what]) => (
        <div key={what}>
          <dt>
            {keys.split('  ').map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
          </dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  );
}
