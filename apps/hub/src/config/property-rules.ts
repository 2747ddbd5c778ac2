import { type SettingsClass } from '@segue/sdk';
import { getMetadataStorage, type MetadataStorage } from 'class-validator';

/** What one decorator of class-validator says of a property. */
export type PropertyRule = ReturnType<MetadataStorage['getTargetValidationMetadatas']>[number];

/** The rules of a class by property, in the order of the class. */
export function rulesOf(type: SettingsClass): ReadonlyMap<string, readonly PropertyRule[]> {
  const storage = getMetadataStorage();
  const rules = storage.getTargetValidationMetadatas(type, '', false, false);
  return new Map(Object.entries(storage.groupByPropertyName(rules)));
}

/** What the class knows: class-validator refuses a property without any rule. */
export const propertyNames = (type: SettingsClass): readonly string[] => [...rulesOf(type).keys()];
