using NodaTime;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Committing;

namespace ReferralSilo.Simulation.Tests.Clients;

/// <summary>One thing a client asked for, under one key, and everything it was told about it.</summary>
public sealed class ClientRequest(string key, string referral, string actor, ReferralCommand command)
{
    public string Key => key;

    public string Referral => referral;

    public ReferralCommand Command => command;

    public CommandEnvelope<ReferralCommand> Envelope { get; } =
        new(command, actor, MayAccept: true, new OperationName(key, "hash of " + key));

    /// <summary>Definite answers, in the order they were heard. "Nobody knows" is none.</summary>
    public List<Answer> Answers { get; } = [];

    public override string ToString() => $"{key}: {referral} {command}";
}

/// <summary>A definite answer: a state and its version, or a code.</summary>
public sealed record Answer(Instant At, Referral? State, long Version, string? Code)
{
    /// <summary>Told by the operation, which shows no state here.</summary>
    public bool OnlyApplied => State is null && Code is null;

    public override string ToString() => Code is not null ? $"no, {Code}" : $"yes, version {Version}";
}
