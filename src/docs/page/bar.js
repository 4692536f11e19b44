/** Starts what the page shows before Swagger UI has loaded. */

import { startBar } from './sign-in/bar.js';

// Swagger UI has a dark theme, but does not follow the operating system's setting.
const darkColorScheme = matchMedia('(prefers-color-scheme: dark)');
const applyColorScheme = () => document.documentElement.classList.toggle('dark-mode', darkColorScheme.matches);
darkColorScheme.addEventListener('change', applyColorScheme);
applyColorScheme();

startBar();
