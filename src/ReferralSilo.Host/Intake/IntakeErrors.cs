namespace ReferralSilo.Host.Intake;

/// <summary>What is wrong, by JSON pointer. Messages never repeat the input: answers may be logged by the caller.</summary>
public sealed class IntakeErrors
{
    private readonly Dictionary<string, List<string>> byPointer = new(StringComparer.Ordinal);

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
