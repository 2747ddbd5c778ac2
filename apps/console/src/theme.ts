import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

/** Blue with some violet; its shades 6 and up carry white text with a contrast of 4.5 and more. */
const ink: MantineColorsTuple = [
  '#f2f4ff',
  '#e2e6fd',
  '#c3cbf8',
  '#a2aef2',
  '#8593ee',
  '#6b7ae6',
  '#5363da',
  '#4453cc',
  '#3845b0',
  '#2c378f',
];

/** Fonts of the system: nothing is loaded from elsewhere. */
const SANS =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif';
const MONO = 'ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace';

/** The list itself is what scrolls: a frame around it that does could not be scrolled by keyboard. */
const SCROLLED_LIST = { options: { maxHeight: 280, overflowY: 'auto' } } as const;

export const theme = createTheme({
  primaryColor: 'ink',
  primaryShade: { light: 7, dark: 7 },
  colors: { ink },
  fontFamily: SANS,
  fontFamilyMonospace: MONO,
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '19px' },
  headings: {
    fontFamily: SANS,
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '20px', lineHeight: '1.3' },
      h2: { fontSize: '16px', lineHeight: '1.35' },
      h3: { fontSize: '14px', lineHeight: '1.4' },
      h4: { fontSize: '13px', lineHeight: '1.4' },
    },
  },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  components: {
    Button: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 'md' } },
    TextInput: { defaultProps: { size: 'xs' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    Select: {
      defaultProps: { size: 'xs', allowDeselect: false, withScrollArea: false },
      styles: SCROLLED_LIST,
    },
    NativeSelect: { defaultProps: { size: 'xs' } },
    MultiSelect: { defaultProps: { size: 'xs', withScrollArea: false }, styles: SCROLLED_LIST },
    TagsInput: { defaultProps: { size: 'xs', withScrollArea: false }, styles: SCROLLED_LIST },
    Autocomplete: { defaultProps: { size: 'xs', withScrollArea: false }, styles: SCROLLED_LIST },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Switch: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    Badge: { defaultProps: { variant: 'light', radius: 'sm', size: 'sm', tt: 'none', fw: 500 } },
    // Without it the first item has the focus, and the menu no child that is none of its items.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Table: {
      defaultProps: {
        verticalSpacing: 7,
        horizontalSpacing: 'sm',
        fz: 'sm',
        highlightOnHoverColor: 'var(--segue-hover)',
      },
    },
    TableScrollContainer: { classNames: { scrollContainer: 'sideways' } },
    Tabs: { defaultProps: { keepMounted: false } },
    Tooltip: { defaultProps: { openDelay: 300, multiline: true, maw: 320 } },
    Modal: { defaultProps: { centered: true, radius: 'md' } },
    Paper: { defaultProps: { radius: 'md' } },
    Anchor: { defaultProps: { underline: 'hover' } },
  },
});

/** Mantine's grey for what matters less is too pale to be read by everybody (WCAG 2.2, 1.4.3). */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-dimmed': '#5c636b',
    '--mantine-color-placeholder': '#6a7178',
    '--mantine-color-error': '#c22525',
    '--segue-canvas': '#f7f8fa',
    '--segue-line': '#e4e7eb',
    '--segue-hover': '#f3f4f7',
    '--segue-shade': 'rgb(0 0 0 / 18%)',
    '--segue-good': '#1f7a3d',
    '--segue-bad': '#c22525',
  },
  dark: {
    '--mantine-color-body': '#1a1c20',
    '--mantine-color-dimmed': '#a3a9b2',
    '--mantine-color-placeholder': '#949aa3',
    '--mantine-color-error': '#ff8787',
    '--segue-canvas': '#131518',
    '--segue-line': '#2c3037',
    '--segue-hover': '#23262b',
    '--segue-shade': 'rgb(0 0 0 / 70%)',
    '--segue-good': '#69c98a',
    '--segue-bad': '#ff8787',
  },
});
