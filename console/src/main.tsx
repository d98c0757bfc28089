/** Starts the console in the page. */
import { render } from 'preact';
import { App } from './app/app.tsx';
import { startRouter } from './app/router.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/components.css';
import './styles/pages.css';

startRouter();
render(<App />, document.getElementById('app')!);
