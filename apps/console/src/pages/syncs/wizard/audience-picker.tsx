import { Anchor, Breadcrumbs, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconChevronRight, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { api, type Schemas } from '../../../api/client';
import { Failed, Loaded } from '../../../components/states';
import { MorePages } from '../../../components/more-pages';
import { plural } from '../../../format/numbers';
import type { Json } from '../../../rules/json';
import type { FormValues } from '../../../schema-form/form-values';
import classes from './wizard.module.css';

type Option = Schemas['AudiencePageDto']['options'][number];
type Settings = Readonly<Record<string, Json>>;

interface AudiencePickerProps {
  readonly connectionId: string;
  readonly value: FormValues;
  readonly onPick: (settings: Settings) => void;
}

const LIMIT = 50;
const TYPING_MS = 300;

/** What the vendor has, as it says itself. Nothing where it cannot be asked. */
export function AudiencePicker({ connectionId, value, onPick }: AudiencePickerProps) {
  const [group, setGroup] = useState<Option>();
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed, TYPING_MS);
  const audiences = api.useInfiniteQuery(
    'get',
    '/api/connections/{id}/audiences',
    {
      params: {
        path: { id: connectionId },
        query: {
          limit: LIMIT,
          ...(search === '' ? {} : { search }),
          ...(group ? { within: JSON.stringify(group.settings) } : {}),
        },
      },
    },
    {
      pageParamName: 'after',
      initialPageParam: null,
      getNextPageParam: ({ next }: Schemas['AudiencePageDto']) => next ?? undefined,
      retry: false,
    },
  );
  const enter = (next: Option | undefined) => {
    setGroup(next);
    setTyped('');
  };
  if (audiences.error && !audiences.data) {
    return <Failed error={audiences.error} reset={() => void audiences.refetch()} />;
  }
  if (audiences.data?.pages[0]?.isListed === false) return null;
  return (
    <Stack gap="xs">
      {group && (
        <Breadcrumbs separator="›" fz="sm">
          <Anchor component="button" type="button" fz="sm" onClick={() => enter(undefined)}>
            All
          </Anchor>
          <Text fz="sm">{group.title}</Text>
        </Breadcrumbs>
      )}
      <TextInput
        aria-label="Find an audience"
        placeholder={group ? `Find in ${group.title}` : 'Find'}
        leftSection={<IconSearch size={14} />}
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      <Loaded query={audiences}>
        {({ pages }) => {
          const all = pages.flatMap((page) => page.options);
          return (
            <>
              {all.length === 0 && (
                <Text fz="sm" c="dimmed">
                  There is none{search === '' ? '' : ' called so'}. One that you name below is made
                  there.
                </Text>
              )}
              <div className={classes.options} role="list">
                {all.map((option) => (
                  <Choice
                    key={JSON.stringify(option.settings)}
                    option={option}
                    isPicked={isPicked(option, value)}
                    onPick={() => onPick(option.settings as Settings)}
                    onEnter={() => {
                      onPick(option.settings as Settings);
                      enter(option);
                    }}
                  />
                ))}
              </div>
              {audiences.hasNextPage && <MorePages query={audiences} shown={all.length} />}
            </>
          );
        }}
      </Loaded>
    </Stack>
  );
}

const isPicked = ({ settings }: Option, value: FormValues): boolean =>
  Object.entries(settings).every(
    ([name, setting]) => JSON.stringify(value[name]) === JSON.stringify(setting),
  );

interface ChoiceProps {
  readonly option: Option;
  readonly isPicked: boolean;
  readonly onPick: () => void;
  readonly onEnter: () => void;
}

function Choice({ option, isPicked: isChosen, onPick, onEnter }: ChoiceProps) {
  const { title, size, isGroup } = option;
  return (
    <Group
      role="listitem"
      className={classes.option}
      data-checked={isChosen || undefined}
      justify="space-between"
      gap="xs"
    >
      <div>
        <Text fz="sm">{title}</Text>
        {size !== null && (
          <Text fz="xs" c="dimmed">
            {plural(size, 'member')}
          </Text>
        )}
      </div>
      {isGroup ? (
        <Button
          variant="default"
          size="compact-xs"
          rightSection={<IconChevronRight size={13} />}
          aria-label={`Open ${title}`}
          onClick={onEnter}
        >
          Open
        </Button>
      ) : (
        <Button
          variant={isChosen ? 'filled' : 'default'}
          size="compact-xs"
          aria-pressed={isChosen}
          aria-label={`Choose ${title}`}
          onClick={onPick}
        >
          {isChosen ? 'Chosen' : 'Choose'}
        </Button>
      )}
    </Group>
  );
}
