namespace ReferralSilo.Grains.Committing;

/// <summary>The one exception of ours that crosses grain calls: nobody knows whether it took effect; try again.</summary>
[GenerateSerializer, Alias("outcome-unknown")]
public sealed class OutcomeUnknownException() : Exception("The outcome is not known; try again.");
