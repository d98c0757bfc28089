/** Settings: the own account, suppressions, and for admins users, tokens and what was changed by whom. */
import { usePlace } from '../../app/router.ts';
import { useMay } from '../../app/session.ts';
import { Page, Tabs } from '../../ui/page.tsx';
import { NotFound } from '../not-found.tsx';
import { Account } from './account.tsx';
import { Audit } from './audit.tsx';
import { Suppressions } from './suppressions.tsx';
import { Tokens } from './tokens.tsx';
import { Users } from './users.tsx';

export default function Settings({ id }: { id: string }) {
  const admin = useMay('admin');
  const { path } = usePlace();
  const part = id === '' ? 'account' : id;
  const parts = [
    ['account', 'Account'],
    ['suppressions', 'Suppressions'],
    ...(admin
      ? [
          ['users', 'Users'],
          ['tokens', 'Tokens'],
          ['audit', 'Audit'],
        ]
      : []),
  ] as const;
  if (!parts.some(([name]) => name === part)) return <NotFound />;
  return (
    <Page title="Settings">
      <Tabs
        label="Parts"
        items={parts.map(([name, words]) => ({
          name: words,
          href: `/settings/${name}`,
          here: path === `/settings/${name}` || (id === '' && name === 'account'),
        }))}
      />
      {part === 'account' && <Account />}
      {part === 'suppressions' && <Suppressions />}
      {part === 'users' && <Users />}
      {part === 'tokens' && <Tokens />}
      {part === 'audit' && <Audit />}
    </Page>
  );
}
