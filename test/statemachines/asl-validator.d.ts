declare module "asl-validator" {
  /** Adds `QueryLanguage` to the states of what it is given. */
  function validate(definition: object): {
    readonly isValid: boolean;
    readonly errorsText: (separator?: string) => string;
  };
  export = validate;
}
