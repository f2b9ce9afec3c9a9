using System.Globalization;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Domain.Parsing;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Schedules;

/// <summary>Parses the dated licences of a clinician.</summary>
internal static class LicenceParser
{
    /// <summary>The licences; null when none has been given, so that <c>licensedStates</c> count on all days. Errors
    /// go to <c>/licences</c> and, when the states differ, to <c>/licensedStates</c>.</summary>
    public static List<Licence>? Licences(ClinicianInput input, FieldErrors errors)
    {
        if (input.Licences is not { Count: > 0 } given)
            return null;
        errors.Count("/licences", given, ScheduleLimits.ProfileEntries);
        var licences = new List<Licence>();
        foreach (var (i, licence) in given.Index())
        {
            var pointer = string.Create(CultureInfo.InvariantCulture, $"/licences/{i}");
            if (licence is null)
            {
                errors.Add(pointer, "Is required.");
                continue;
            }
            var state = licence.State?.ToUpperInvariant() ?? "";
            if (!UsStates.IsValid(state))
                errors.Add(pointer + "/state", "Must be a two-letter US state such as CO.");
            var from = CivilText.Date(licence.From, errors, pointer + "/from");
            var to = CivilText.Date(licence.To, errors, pointer + "/to");
            if (from >= to)
                errors.Add(pointer + "/to", "Must be later than from.");
            licences.Add(new Licence(state, from, to));
        }
        // A state without a licence would be dropped without a word, so the two lists must agree.
        if (input.LicensedStates is { Count: > 0 } states
            && !states.Select(s => s?.ToUpperInvariant() ?? "").ToHashSet(StringComparer.Ordinal)
                .SetEquals(licences.Select(l => l.State)))
            errors.Add("/licensedStates", "Must be empty, or name the same states as licences.");
        return licences;
    }
}
