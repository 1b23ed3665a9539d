// A button that opens the browser's own file dialogue; the input itself stays reachable for keyboards and tests.

import type { JSX } from 'preact';

interface Props {
  label: string;
  accept: string;
  multiple: boolean;
  test: string;
  primary?: boolean;
  disabled?: boolean;
  onFiles(files: File[]): void;
}

export function FileButton(props: Props): JSX.Element {
  return (
    <label class={`button file-button ${props.primary === true ? 'primary' : ''} ${props.disabled === true ? 'off' : ''}`}>
      {props.label}
      <input
        type="file" accept={props.accept} multiple={props.multiple} data-test={props.test} disabled={props.disabled === true}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          // The same file may be chosen again after a failure.
          event.currentTarget.value = '';
          if (files.length > 0) props.onFiles(files);
        }}
      />
    </label>
  );
}
