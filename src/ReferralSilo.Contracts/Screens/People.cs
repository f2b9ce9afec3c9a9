namespace ReferralSilo.Contracts.Screens;

/// <summary>Display names for the ids in rows, views and histories. An absent id no longer exists.</summary>
/// <param name="Staff">By actor id of events: a staff id, or <c>client:…</c> for a program.</param>
/// <param name="Clinicians">By clinician id.</param>
/// <param name="Sources">By source id.</param>
public sealed record People(
    IReadOnlyDictionary<string, string> Staff, IReadOnlyDictionary<string, string> Clinicians,
    IReadOnlyDictionary<string, string> Sources)
{
    /// <summary>No names at all.</summary>
    public static People None { get; } =
        new(new Dictionary<string, string>(), new Dictionary<string, string>(), new Dictionary<string, string>());
}
