import { createLink } from '@tanstack/react-router';
import { forwardRef, type AnchorHTMLAttributes } from 'react';
import classes from './card-link.module.css';

/** A link within the console that is as large as what it shows. */
export const CardLink = createLink(
  forwardRef<HTMLAnchorElement, AnchorHTMLAttributes<HTMLAnchorElement>>(
    function CardLink(props, ref) {
      return <a ref={ref} className={classes.card} {...props} />;
    },
  ),
);
