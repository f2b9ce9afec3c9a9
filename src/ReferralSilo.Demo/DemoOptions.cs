namespace ReferralSilo.Demo;

/// <summary>Options of the demo.</summary>
/// <param name="LivePerMinute">Referrals that arrive per minute; 0 for none.</param>
public sealed record DemoOptions(int LivePerMinute);

/// <summary>The demo could not be loaded; a later start continues. The message is one sentence for the
/// operator.</summary>
public sealed class DemoException(string message) : Exception(message);
