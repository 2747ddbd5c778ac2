import { order, page, type Deed, type People, type TemplateCase } from './template-case.js';

/** Customer 1 ordered last 10 days ago, customer 10 100 days ago, each as often and for as much as is told. */
const customer = (n: number, orders: number, total: number): readonly Deed[] =>
  Array.from({ length: orders }, (_, index) => order(`${n * 10 + index}d`, total / orders));

/** Ten customers with scores R, F, M from the best of all (5, 5, 5) to the one who is least (1, 1, 1). */
const CUSTOMERS: People = {
  'R5 F5 M5 one': customer(1, 10, 1000),
  'R5 F5 M5 two': customer(2, 9, 900),
  'R4 F4 M4 one': customer(3, 8, 800),
  'R4 F4 M4 two': customer(4, 7, 700),
  'R3 F1 M3 one': customer(5, 1, 600),
  'R3 F1 M3 two': customer(6, 2, 500),
  'R2 F3 M1 one': customer(7, 6, 100),
  'R2 F3 M1 two': customer(8, 5, 200),
  'R1 F2 M2 one': customer(9, 4, 400),
  'R1 F2 M2 two': customer(10, 3, 300),
};

/** Nobody's score counts them in. */
const STRANGERS: People = {
  'never ordered': [page('1d')],
  'ordered more than a year ago': [order('400d', 5000)],
};

const only = (isMember: (name: string) => boolean): Pick<TemplateCase, 'members' | 'others'> => {
  const [members, others] = [true, false].map((wanted) =>
    Object.fromEntries(Object.entries(CUSTOMERS).filter(([name]) => isMember(name) === wanted)),
  );
  return { members: members!, others: { ...others, ...STRANGERS } };
};

const named = (...beginnings: readonly string[]) =>
  only((name) => beginnings.some((beginning) => name.startsWith(beginning)));

const everything = { recencyFrom: 1, frequencyFrom: 1, monetaryFrom: 1 };

export const rfmCases: readonly TemplateCase[] = [
  { template: 'rfm', ...named('R5', 'R4') },
  { template: 'rfm', parameters: everything, ...only(() => true) },
  ...[1, 2, 3, 4, 5].flatMap((score): readonly TemplateCase[] => [
    {
      template: 'rfm',
      parameters: { ...everything, recencyFrom: score, recencyTo: score },
      ...only((name) => name.includes(`R${score}`)),
    },
    {
      template: 'rfm',
      parameters: { ...everything, frequencyFrom: score, frequencyTo: score },
      ...only((name) => name.includes(`F${score}`)),
    },
    {
      template: 'rfm',
      parameters: { ...everything, monetaryFrom: score, monetaryTo: score },
      ...only((name) => name.includes(`M${score}`)),
    },
  ]),
  { template: 'rfm-champions', ...named('R5 F5 M5') },
  { template: 'rfm-loyal', ...named('R5', 'R4') },
  { template: 'rfm-at-risk', parameters: { monetaryFrom: 1 }, ...named('R2') },
  { template: 'rfm-hibernating', ...named('R1') },
];
