using NodaTime;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Committing;

namespace ReferralSilo.Simulation.Tests.Clients;

/// <summary>One command of a client under one key, with all answers to it.</summary>
public sealed class ClientRequest(string key, string referral, string actor, ReferralCommand command)
{
    public string Key => key;

    public string Referral => referral;

    public ReferralCommand Command => command;

    public CommandEnvelope<ReferralCommand> Envelope { get; } =
        new(command, actor, MayAccept: true, new OperationName(key, "hash of " + key));

    /// <summary>Definite answers in the order of receipt. "Outcome unknown" is not an answer.</summary>
    public List<Answer> Answers { get; } = [];

    public override string ToString() => $"{key}: {referral} {command}";
}

/// <summary>A definite answer: a state and its version, or a code.</summary>
public sealed record Answer(Instant At, Referral? State, long Version, string? Code)
{
    /// <summary>True for an answer from the operation record, which has no state.</summary>
    public bool HasNoState => State is null && Code is null;

    public override string ToString() => Code is not null ? $"refused, {Code}" : $"accepted, version {Version}";
}
