// A file to save: a real link to a blob, which lives as long as the link is shown.

import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

interface Props {
  name: string;
  type: string;
  content: Uint8Array | string;
  label: string;
  test: string;
}

export function SaveLink(props: Props): JSX.Element {
  const [url, setUrl] = useState('');
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([props.content as BlobPart], { type: props.type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [props.content, props.type]);
  return <a class="button save" href={url} download={props.name} data-test={props.test}>↓ {props.label}</a>;
}
