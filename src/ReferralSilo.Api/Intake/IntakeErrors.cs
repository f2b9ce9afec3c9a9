using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Api.Intake;

/// <summary>
/// Collects errors, by JSON pointer, and warnings, which do not refuse the submission. Error messages never repeat the
/// input, because callers may log them. Warnings contain it, because they are stored with the referral.
/// </summary>
public sealed class IntakeErrors
{
    private readonly Dictionary<string, List<string>> byPointer = new(StringComparer.Ordinal);

    private readonly List<SubmissionWarning> warnings = [];

    public IReadOnlyList<SubmissionWarning> Warnings => warnings;

    /// <summary>Adds a warning with the value as received; <paramref name="value"/> is null where the referral itself
    /// contains it.</summary>
    public void Warn(string pointer, string code, string? value) => warnings.Add(new(pointer, code, value));

    public bool Any => byPointer.Count > 0;

    public void Add(string pointer, string message)
    {
        if (!byPointer.TryGetValue(pointer, out var messages)) byPointer[pointer] = messages = [];
        messages.Add(message);
    }

    public bool AnyUnder(string pointer) =>
        byPointer.Keys.Any(key => key == pointer || key.StartsWith(pointer + "/", StringComparison.Ordinal));

    public IReadOnlyDictionary<string, string[]> ToDictionary() =>
        byPointer.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal);
}
