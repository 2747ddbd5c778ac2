import { Alert, Drawer, Grid, Stack, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { api, type Schemas } from '../../api/client';
import { TextLink } from '../../components/links';
import { Page } from '../../components/page';
import { Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { Explanation } from './explanation';
import { ConsentCard, IdentifiersCard, TraitsCard } from './profile-facts';
import { MembershipsCard } from './memberships-card';
import { TimelineCard } from './timeline-card';

type Profile = Schemas['ProfileDto'];

const route = getRouteApi('/shell/profiles/$id');

export function ProfilePage() {
  const { id } = route.useParams();
  const { why } = route.useSearch();
  const navigate = route.useNavigate();
  const profile = api.useQuery('get', '/api/profiles/{id}', { params: { path: { id } } });
  return (
    <Page
      title={profile.data ? titleOf(profile.data) : 'Person'}
      tabTitle="Person"
      above={<TextLink to="/profiles">Profiles</TextLink>}
      description={
        profile.data && (
          <>
            First known <Time at={profile.data.createdAt} />
          </>
        )
      }
    >
      <Loaded query={profile}>
        {(data) => (
          <Stack gap="md">
            {data.mergedInto && (
              <Alert color="ink" p="xs">
                <Text fz="sm">
                  The profile that was asked for turned out to be this person, and is part of this
                  one.
                </Text>
              </Alert>
            )}
            <Grid gap="md" align="flex-start">
              <Grid.Col span={{ base: 12, md: 5 }}>
                <Stack gap="md">
                  <IdentifiersCard profile={data} />
                  <TraitsCard profile={data} />
                  <ConsentCard profile={data} />
                </Stack>
              </Grid.Col>
              <Grid.Col span={{ base: 12, md: 7 }}>
                <Stack gap="md">
                  <MembershipsCard
                    segments={data.segments}
                    onWhy={(key) => void navigate({ search: { why: key } })}
                  />
                  <TimelineCard profileId={data.profileId} />
                </Stack>
              </Grid.Col>
            </Grid>
          </Stack>
        )}
      </Loaded>
      <Drawer
        opened={why !== undefined}
        onClose={() => void navigate({ search: {} })}
        position="right"
        size="xl"
        title="Why?"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {why !== undefined && <Explanation profileId={id} segmentKey={why} />}
      </Drawer>
    </Page>
  );
}

const titleOf = ({ name, identifiers, profileId }: Profile): string =>
  name ??
  identifiers.find(({ type }) => type === 'email')?.value ??
  identifiers[0]?.value ??
  profileId;
