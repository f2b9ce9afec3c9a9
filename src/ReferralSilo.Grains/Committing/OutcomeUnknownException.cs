namespace ReferralSilo.Grains.Committing;

/// <summary>It is not known whether the command took effect; retry.</summary>
[GenerateSerializer, Alias("outcome-unknown")]
public sealed class OutcomeUnknownException() : Exception("The outcome is not known; try again.");
