namespace ReferralSilo.Benchmarks;

/// <summary>
/// Something needed for the measurement is missing or failed; the message is one sentence for the user.
/// </summary>
internal sealed class CannotMeasureException(string sentence) : Exception(sentence);
