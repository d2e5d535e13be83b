import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { Language } from '../../src-shared/domain/views.ts';

const WORDS = {
  fr: {
    file: '&Fichier',
    quit: 'Quitter Clavis',
    edit: '&Édition',
    undo: 'Annuler',
    redo: 'Rétablir',
    cut: 'Couper',
    copy: 'Copier',
    paste: 'Coller',
    selectAll: 'Tout sélectionner',
    view: '&Affichage',
    actualSize: 'Taille réelle',
    zoomIn: 'Agrandir',
    zoomOut: 'Réduire',
    fullScreen: 'Plein écran',
    about: 'À propos de Clavis',
    hide: 'Masquer Clavis',
  },
  en: {
    file: '&File',
    quit: 'Quit Clavis',
    edit: '&Edit',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select All',
    view: '&View',
    actualSize: 'Actual Size',
    zoomIn: 'Zoom In',
    zoomOut: 'Zoom Out',
    fullScreen: 'Full Screen',
    about: 'About Clavis',
    hide: 'Hide Clavis',
  },
} as const satisfies Record<Language, Record<string, string>>;

/** The application's menu: quitting, editing by keyboard, zooming. Developer tools only in a development build. */
export function setMenu(language: Language): void {
  const words = WORDS[language];
  const quit: MenuItemConstructorOptions = { role: 'quit', label: words.quit };
  const first: MenuItemConstructorOptions =
    process.platform === 'darwin'
      ? {
          label: 'Clavis',
          submenu: [{ role: 'about', label: words.about }, { type: 'separator' }, { role: 'hide', label: words.hide }, { type: 'separator' }, quit],
        }
      : { label: words.file, submenu: [quit] };
  const development: MenuItemConstructorOptions[] = app.isPackaged ? [] : [{ type: 'separator' }, { role: 'toggleDevTools' }];
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      first,
      {
        label: words.edit,
        submenu: [
          { role: 'undo', label: words.undo },
          { role: 'redo', label: words.redo },
          { type: 'separator' },
          { role: 'cut', label: words.cut },
          { role: 'copy', label: words.copy },
          { role: 'paste', label: words.paste },
          { role: 'selectAll', label: words.selectAll },
        ],
      },
      {
        label: words.view,
        submenu: [
          { role: 'resetZoom', label: words.actualSize },
          { role: 'zoomIn', label: words.zoomIn },
          { role: 'zoomOut', label: words.zoomOut },
          { type: 'separator' },
          { role: 'togglefullscreen', label: words.fullScreen },
          ...development,
        ],
      },
    ]),
  );
}
