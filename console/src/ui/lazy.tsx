/** A component that is fetched when it is first shown. */
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Wraps `load`; shows `waiting` until the component is there. */
export function lazy<P extends object>(
  load: () => Promise<{ default: ComponentType<P> }>,
  waiting: preact.ComponentChildren = null,
): ComponentType<P> {
  let loaded: ComponentType<P> | undefined;
  return function Lazy(props: P) {
    const [Component, set] = useState<ComponentType<P> | undefined>(() => loaded);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      if (Component !== undefined) return;
      load().then(
        (module) => {
          loaded = module.default;
          set(() => module.default);
        },
        () => setFailed(true),
      );
    }, [Component]);
    if (failed) {
      return (
        <div class="failure" role="alert">
          A part of the console could not be loaded, most likely because the server was updated. Load the page again.
        </div>
      );
    }
    return Component === undefined ? <>{waiting}</> : <Component {...props} />;
  };
}
