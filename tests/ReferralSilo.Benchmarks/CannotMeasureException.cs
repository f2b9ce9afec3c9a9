namespace ReferralSilo.Benchmarks;

/// <summary>Something the measuring needs is missing or broke; the message is one sentence for the person who started
/// it.</summary>
internal sealed class CannotMeasureException(string sentence) : Exception(sentence);
