using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Host.Intake;

/// <summary>
/// What is wrong, by JSON pointer, and what could not be read but refuses nothing. Messages never repeat the input:
/// answers may be logged by the caller. Warnings carry it, for the referral keeps what was sent.
/// </summary>
public sealed class IntakeErrors
{
    private readonly Dictionary<string, List<string>> byPointer = new(StringComparer.Ordinal);

    private readonly List<IntakeWarning> warnings = [];

    public IReadOnlyList<IntakeWarning> Warnings => warnings;

    /// <summary>Kept as it was sent and named; <paramref name="value"/> is null where the referral itself carries
    /// it.</summary>
    public void Warn(string pointer, string code, string? value) => warnings.Add(new(pointer, code, value));

    public bool Any => byPointer.Count > 0;

    public void Add(string pointer, string message)
    {
        if (!byPointer.TryGetValue(pointer, out var messages)) byPointer[pointer] = messages = [];
        messages.Add(message);
    }

    public bool Under(string pointer) =>
        byPointer.Keys.Any(key => key == pointer || key.StartsWith(pointer + "/", StringComparison.Ordinal));

    public IReadOnlyDictionary<string, string[]> ToDictionary() =>
        byPointer.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal);
}
