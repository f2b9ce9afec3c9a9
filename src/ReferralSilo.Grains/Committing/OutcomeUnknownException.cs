namespace ReferralSilo.Grains.Committing;

/// <summary>Nobody knows whether it took effect; try again.</summary>
[GenerateSerializer, Alias("outcome-unknown")]
public sealed class OutcomeUnknownException() : Exception("The outcome is not known; try again.");
