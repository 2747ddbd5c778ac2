import {
  Anchor,
  Button,
  NavLink,
  type AnchorProps,
  type ButtonProps,
  type NavLinkProps,
} from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import { forwardRef, type AnchorHTMLAttributes } from 'react';

type Attributes<P> = P & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof P>;

/** A link within the console, in a text. */
export const TextLink = createLink(
  forwardRef<HTMLAnchorElement, Attributes<AnchorProps>>(function TextLink(props, ref) {
    return <Anchor ref={ref} inherit {...props} />;
  }),
);

/** A link within the console that looks like a button. */
export const LinkButton = createLink(
  forwardRef<HTMLAnchorElement, Attributes<ButtonProps>>(function LinkButton(props, ref) {
    return <Button component="a" ref={ref} {...props} />;
  }),
);

/** An entry of the navigation. */
export const PageLink = createLink(
  forwardRef<HTMLAnchorElement, Attributes<NavLinkProps>>(function PageLink(props, ref) {
    return <NavLink ref={ref} {...props} />;
  }),
);
