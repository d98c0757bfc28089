// Sets the theme before the first paint. A file of its own, so that the server's Content-Security-Policy can forbid inline scripts.
const kept = localStorage.getItem('shrike.theme');
document.documentElement.dataset.theme =
  kept === 'light' || kept === 'dark' ? kept : matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
