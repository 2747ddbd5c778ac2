import type { Template } from '../template.js';
import { buyersTemplates } from './buyers.templates.js';
import { experienceTemplates } from './experience.templates.js';
import { lifecycleTemplates } from './lifecycle.templates.js';
import { messagingTemplates } from './messaging.templates.js';
import { rfmTemplates } from './rfm.templates.js';
import { shoppingTemplates } from './shopping.templates.js';
import { trafficTemplates } from './traffic.templates.js';
import { trialTemplates } from './trial.templates.js';

/** All of them, in the order in which they are shown. */
export const TEMPLATES: readonly Template[] = [
  ...lifecycleTemplates,
  ...trialTemplates,
  ...shoppingTemplates,
  ...buyersTemplates,
  ...rfmTemplates,
  ...trafficTemplates,
  ...experienceTemplates,
  ...messagingTemplates,
];
