import { getRouteApi, useRouter } from '@tanstack/react-router';
import { Door } from './door';
import { SignInForm } from './sign-in-form';

const route = getRouteApi('/sign-in');

export function SignInPage() {
  const { to = '/' } = route.useSearch();
  const router = useRouter();
  return (
    <Door title="Sign in">
      <SignInForm onSignedIn={() => router.history.replace(to)} />
    </Door>
  );
}
