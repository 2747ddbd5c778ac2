import { buyersCases } from './buyers.cases.js';
import { lifecycleCases } from './lifecycle.cases.js';
import { messagingCases } from './messaging.cases.js';
import { rfmCases } from './rfm.cases.js';
import { shoppingCases } from './shopping.cases.js';
import type { TemplateCase } from './template-case.js';
import { trafficCases } from './traffic.cases.js';

export const TEMPLATE_CASES: readonly TemplateCase[] = [
  ...lifecycleCases,
  ...shoppingCases,
  ...buyersCases,
  ...rfmCases,
  ...trafficCases,
  ...messagingCases,
];
