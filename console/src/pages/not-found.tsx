/** For addresses that name no page. */
import { Compass } from 'lucide';
import { Page } from '../ui/page.tsx';
import { Empty } from '../ui/states.tsx';

export function NotFound() {
  return (
    <Page title="No such page">
      <Empty
        icon={Compass}
        title="There is no page at this address"
        action={
          <a class="button is-main" href="/signals">
            To the signals
          </a>
        }
      >
        The link may be from another version of Shrike, or incomplete.
      </Empty>
    </Page>
  );
}
