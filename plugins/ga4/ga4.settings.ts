import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
  ValidateBy,
  type ValidationArguments,
} from 'class-validator';
import { ConfigError, parseSettings, Secret, type SettingsClass, Label } from '@segue/sdk';
import { KeyFileError, parseServiceAccount } from './service-account.js';

const URL_RULES = { require_tld: false, require_protocol: true, protocols: ['https', 'http'] };

export class UserReportSettings {
  /** The user-scoped custom dimension that holds the person's id, e.g. `customUser:crm_id`. */
  @Matches(/^customUser:[A-Za-z][A-Za-z0-9_]*$/, {
    message: 'dimension must be a user-scoped custom dimension, e.g. customUser:crm_id',
  })
  dimension!: string;

  /**
   * API names of metrics, e.g. `sessions`, `purchaseRevenue`, `keyEvents:purchase`.
   *
   * Assumption: Google takes at most 10 metrics in a report.
   */
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(10)
  @ArrayUnique()
  @Matches(/^[A-Za-z][A-Za-z0-9_]*(:[A-Za-z][A-Za-z0-9_]*)?$/, {
    each: true,
    message: 'each of metrics must be the API name of a metric, e.g. sessions',
  })
  metrics!: string[];

  /** Complete days up to yesterday, in the property's time zone. */
  @IsInt()
  @Min(1)
  @Max(1095)
  lookbackDays: number = 30;

  /** What the dimension's values are to the hub. */
  @IsIn(['userId', 'anonymousId'])
  identifier: 'userId' | 'anonymousId' = 'userId';
}

export class Ga4Settings {
  /** The JSON key file of a service account with the role Viewer on the property: its text, or the object in it. */
  @Label(
    'Service account key',
    'The JSON key file of a service account that may view the property.',
  )
  @Secret()
  @IsServiceAccountKey()
  serviceAccount!: string | object;

  /** Admin → Property details. Not the measurement id, which begins with G-. */
  @Label('Property ID', 'Digits, from Admin, Property details: not the measurement id.')
  @Matches(/^\d+$/, {
    message: 'propertyId must be the numeric id of the property as text, e.g. "123456789"',
  })
  propertyId!: string;

  /** Display names, or names such as `properties/123456789/audiences/22`. Omit to read all; an empty list reads none. */
  @Label('Audiences', 'Their names; all of them without any.')
  @IsOptional()
  @IsArray()
  @ArrayUnique()
  @IsString({ each: true })
  @IsNotEmpty({ each: true })
  @LeavesSomethingToRead()
  audiences?: string[];

  /** An audience export younger than this is read again instead of making a new one, which costs quota. */
  @Label('Reuse exports up to this age, in hours', 'A new export costs quota.')
  @IsInt()
  @Min(1)
  @Max(72, {
    message: 'maxExportAgeHours must not be greater than 72: Google deletes older exports',
  })
  maxExportAgeHours: number = 24;

  /** Metrics of each person who is named by a user-scoped custom dimension. */
  @Label('User report', 'Metrics of each person whom a user-scoped custom dimension names.')
  @IsOptional()
  @IsSettings(UserReportSettings)
  userReport?: Partial<UserReportSettings>;

  /** Origin of the Google Analytics Data API. */
  @Label('Data API address')
  @IsUrl(URL_RULES)
  baseUrl: string = 'https://analyticsdata.googleapis.com';

  /** Origin of the Google Analytics Admin API. */
  @Label('Admin API address')
  @IsUrl(URL_RULES)
  adminBaseUrl: string = 'https://analyticsadmin.googleapis.com';

  /** Where the service account's assertion is exchanged for a token. */
  @Label('Token address')
  @IsUrl(URL_RULES)
  tokenUrl: string = 'https://oauth2.googleapis.com/token';
}

/** With its defaults; undefined when there is none. */
export const userReportOf = ({
  userReport,
}: Readonly<Ga4Settings>): Readonly<UserReportSettings> | undefined =>
  userReport ? parseSettings(UserReportSettings, userReport) : undefined;

function IsServiceAccountKey(): PropertyDecorator {
  return validatedBy('isServiceAccountKey', (value) => {
    try {
      parseServiceAccount(value);
      return undefined;
    } catch (error) {
      if (error instanceof KeyFileError) return `serviceAccount ${error.message}`;
      throw error;
    }
  });
}

/** A group of settings inside a setting. */
function IsSettings(type: SettingsClass): PropertyDecorator {
  return validatedBy('isSettings', (value) => {
    try {
      parseSettings(type, value);
      return undefined;
    } catch (error) {
      if (error instanceof ConfigError) return Object.values(error.problems).join('; ');
      throw error;
    }
  });
}

function LeavesSomethingToRead(): PropertyDecorator {
  return validatedBy('leavesSomethingToRead', (value, settings) =>
    Array.isArray(value) && value.length === 0 && !settings.userReport
      ? 'audiences is empty and there is no userReport: nothing would be read'
      : undefined,
  );
}

/** A rule that says what is wrong itself; undefined when nothing is. */
function validatedBy(
  name: string,
  problemOf: (value: unknown, settings: Ga4Settings) => string | undefined,
): PropertyDecorator {
  const problem = ({ value, object }: ValidationArguments) =>
    problemOf(value, object as Ga4Settings);
  return ValidateBy({
    name,
    validator: {
      validate: (_value, args) => args !== undefined && problem(args) === undefined,
      defaultMessage: (args) => (args && problem(args)) ?? `${name} failed`,
    },
  });
}
