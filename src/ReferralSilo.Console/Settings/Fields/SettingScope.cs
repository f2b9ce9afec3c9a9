namespace ReferralSilo.Console.Settings.Fields;

/// <summary>What the fields of one form share.</summary>
/// <param name="Form">Beginning of the element ids, unique on the page.</param>
/// <param name="Faults">The messages of the fields.</param>
/// <param name="ReadOnly">True for a person who may look only.</param>
public sealed record SettingScope(string Form, FieldFaults Faults, bool ReadOnly);
