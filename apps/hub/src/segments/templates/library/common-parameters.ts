import { event, property } from '../parameters.js';

/** What shows that a person was there themselves: not a mail delivered to them, nor a record in the CRM. */
export const activity = () => event('What counts as a visit', ['Page Viewed', 'Screen Viewed']);

export const pageView = () => event('Event of a page view', 'Page Viewed');
export const order = () => event('Event of an order', 'Order Completed');
export const orderToLeaveOut = () =>
  event('Event of an order', 'Order Completed', { isExclusion: true });
export const orderTotal = () => property('Property with the amount', 'total', 'orderEvent');
