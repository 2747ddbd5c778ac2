import { Box, Text } from '@mantine/core';
import { Time } from '../../components/time';
import { wordsOf } from '../../format/words';
import classes from './profiles.module.css';

/** Said by the words of the condition already. */
const IMPLIED: ReadonlySet<string> = new Set(['kind', 'isFromIncluded', 'isToIncluded']);

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

/** What an answer is from, as the hub found it: each part by its name. */
export function Evidence({ evidence }: { readonly evidence: Readonly<Record<string, unknown>> }) {
  const parts = Object.entries(evidence).filter(([key]) => !IMPLIED.has(key));
  return (
    <dl className={classes.evidence}>
      {parts.map(([key, value]) => (
        <div key={key}>
          <dt>{wordsOf(key)}</dt>
          <dd>
            <Found value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Found({ value }: { readonly value: unknown }) {
  if (value === null || value === undefined)
    return (
      <Text span c="dimmed" inherit>
        none
      </Text>
    );
  if (typeof value === 'string' && INSTANT.test(value)) return <Time at={value} />;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) {
    if (value.length === 0)
      return (
        <Text span c="dimmed" inherit>
          none
        </Text>
      );
    return (
      <Box component="ul" className={classes.list}>
        {value.map((item: unknown, index) => (
          <li key={index}>
            <Found value={item} />
          </li>
        ))}
      </Box>
    );
  }
  if (typeof value === 'object')
    return <Parts parts={Object.entries(value).filter(([key]) => !IMPLIED.has(key))} />;
  return typeof value === 'number' || typeof value === 'string' ? value : null;
}

function Parts({ parts }: { readonly parts: readonly (readonly [string, unknown])[] }) {
  return (
    <span>
      {parts.map(([key, part], index) => (
        <span key={key}>
          {index > 0 && ', '}
          <Text span c="dimmed" inherit>
            {wordsOf(key)}{' '}
          </Text>
          <Found value={part} />
        </span>
      ))}
    </span>
  );
}
