export { clearLog, contextFor, logged, NOW, readAll, targetOf, writeTo } from './context.js';
export { answerEverythingWith, type Case, type VendorAnswer } from './contract.js';
export {
  itBehavesLikeADestination,
  itBehavesLikeANotifier,
  join,
  leave,
  notification,
  update,
  type DestinationCase,
  type SentRequest,
} from './destination.js';
export { itBehavesLikeASource } from './source.js';
