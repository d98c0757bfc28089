/** The first steps on a new server: each ticks itself off when the server shows that it is done. */
import { Check, Circle, Copy } from 'lucide';
import { useState } from 'preact/hooks';
import type {
  EnrolmentFacts,
  HostSummary,
  Page as ListPage,
  NewToken,
  SignalFacets,
  SignalSummary,
} from '../../../../src/server/api/contract.ts';
import { call } from '../../api/client.ts';
import { useResource } from '../../api/use-resource.ts';
import { useStream } from '../../api/use-stream.ts';
import { useMay, useMe } from '../../app/session.ts';
import { SeverityBadge } from '../../ui/badges.tsx';
import { Icon } from '../../ui/icon.tsx';
import { copyText } from '../../ui/json-view.tsx';
import { Page } from '../../ui/page.tsx';
import { complain } from '../../ui/toast.tsx';
import { plural } from '../../ui/words.ts';

export default function Welcome() {
  const me = useMe();
  const admin = useMay('admin');
  const hosts = useResource<ListPage<HostSummary>>('/hosts', {}, { pollMs: 5000 });
  const all = useResource<SignalFacets>('/signals/facets');
  const [fresh, setFresh] = useState<readonly SignalSummary[]>([]);
  const [token, setToken] = useState<NewToken | undefined>(undefined);
  useStream(
    '/signals/stream',
    {},
    {
      signal: (signal: SignalSummary) => {
        setFresh((before) => [signal, ...before.filter(({ id }) => id !== signal.id)].slice(0, 3));
        all.reload();
      },
    },
  );
  const online = hosts.data?.items.filter(({ state }) => state === 'online') ?? [];
  const signals = all.data?.total ?? 0;
  const triaged = (all.data?.status ?? []).some(({ value, count }) => value !== 'open' && count > 0);
  const facts = useResource<EnrolmentFacts>(token === undefined ? null : '/enrolment');
  const makeToken = async () => {
    try {
      setToken(
        await call<NewToken>('POST', '/tokens', { body: { name: 'Enrol hosts', scopes: ['enroll'], expires: '+1d' } }),
      );
    } catch (error) {
      complain(error);
    }
  };
  return (
    <Page title="First steps">
      <ol class="steps">
        <Step done={online.length > 0} title="The sensor runs">
          {online.length > 0 ? (
            <p>
              {plural(online.length, 'host')} online:{' '}
              {online
                .map(({ name }) => name)
                .slice(0, 3)
                .join(', ')}
              . See on <a href="/hosts">Hosts</a> which hooks are live, and what this kernel cannot show.
            </p>
          ) : (
            <>
              <p>Start it in a terminal of the machine to watch; this step ticks itself off:</p>
              <Command text="sudo ./shrike up" />
            </>
          )}
        </Step>
        <Step done={signals > 0} title="Raise a first signal">
          <p>In another terminal, read the password hashes as an attacker would. It changes nothing:</p>
          <Command text="sudo sh -c 'cat /etc/shadow' > /dev/null" />
          {fresh.length > 0 ? (
            <ul class="fresh" aria-live="polite">
              {fresh.map((signal) => (
                <li key={signal.id}>
                  <SeverityBadge severity={signal.severity} />{' '}
                  <a href={`/signals/${encodeURIComponent(signal.id)}`}>{signal.title}</a>
                </li>
              ))}
            </ul>
          ) : (
            <p class="note">
              {signals > 0
                ? `${plural(signals, 'signal')} so far.`
                : 'It appears here as soon as it is raised, within about two seconds.'}
            </p>
          )}
        </Step>
        <Step done={triaged} title="Triage it">
          <p>
            Open the signal: it says what happened, shows the tree of processes, and marks what in the rule matched.
            Press <kbd>r</kbd> to take it under review, <kbd>a</kbd> to archive it, <kbd>?</kbd> for all keys. What is
            expected on your machines you suppress from any attribute.
          </p>
          <p>
            <a href="/signals">To the signals</a>
          </p>
        </Step>
        <Step done={!me.must_change_password} title="Set a password of your own">
          {me.must_change_password ? (
            <p>
              The first password was printed in a terminal. <a href="/settings/account">Change it</a>.
            </p>
          ) : (
            <p>Done. {admin && <a href="/settings/users">Add colleagues</a>}</p>
          )}
        </Step>
        <Step done={(hosts.data?.items.length ?? 0) > 1} title="Watch more machines">
          <p>An agent enrols with a token and then proves itself with a certificate of its own.</p>
          {token !== undefined ? (
            <>
              <p>
                On the other machine, where Shrike is installed, write this into <code>/etc/shrike/shrike.yaml</code>{' '}
                (below <code>sinks:</code> if that is there already), and then run{' '}
                <code>sudo systemctl reload shrike-agent</code>:
              </p>
              <Command text={enrolmentYaml(token.secret, facts.data)} />
              {facts.data?.is_local === true && (
                <p class="note">
                  Agents of other machines do not reach this server yet: start it with{' '}
                  <code>--ingest 0.0.0.0:{facts.data.port}</code>, or set <code>server.ingest</code>.
                </p>
              )}
              <p class="note">
                The token is valid for one day, for as many machines as you like. It can do nothing but enrol.
              </p>
            </>
          ) : admin ? (
            <p>
              <button type="button" class="button" onClick={() => void makeToken()}>
                Make a token
              </button>
            </p>
          ) : (
            <p class="note">An admin can make a token.</p>
          )}
        </Step>
        <Step done={undefined} title="Look around">
          <ul class="look">
            <li>
              <a href="/events?live=yes">Events as they happen</a>, with a filter in the language of the rules
            </li>
            <li>
              <a href="/coverage">What the rules look for</a>, on ATT&CK and on each host
            </li>
            <li>
              <a href="/rules?show=write">Write a rule</a> and try it on stored events
            </li>
            <li>
              <a href="/health">Whether anything is lost</a>
            </li>
          </ul>
        </Step>
      </ol>
    </Page>
  );
}

/** The sink that enrols a machine, as it stands in its configuration. */
function enrolmentYaml(token: string, facts: EnrolmentFacts | undefined): string {
  if (facts === undefined) return 'sinks: …';
  const host = facts.host === '' ? window.location.hostname : facts.host;
  return [
    'sinks:',
    '  fleet:',
    '    type: shrike',
    `    url: https://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${facts.port}`,
    `    ca_fingerprint: ${facts.ca_fingerprint}`,
    `    token: ${token}`,
    '    classes: [signal, event, internal]',
  ].join('\n');
}

function Step({
  done,
  title,
  children,
}: {
  done: boolean | undefined;
  title: string;
  children: preact.ComponentChildren;
}) {
  return (
    <li class={done ? 'is-done' : undefined}>
      <span class="step-mark">
        <Icon icon={done ? Check : Circle} size={done ? 15 : 9} />
      </span>
      <div>
        <h2>
          {title} {done !== undefined && <span class="sr-only">{done ? '(done)' : '(to do)'}</span>}
        </h2>
        {children}
      </div>
    </li>
  );
}

function Command({ text }: { text: string }) {
  return (
    <div class="secret">
      <code>{text}</code>
      <button type="button" class="button" onClick={() => void copyText(text)}>
        <Icon icon={Copy} size={14} /> Copy
      </button>
    </div>
  );
}
