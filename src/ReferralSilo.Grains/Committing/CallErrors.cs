using Microsoft.Extensions.Logging;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Committing;

/// <summary>A grain failed in a way that nobody expected: a bug or a broken machine. The log of its silo has the whole
/// of it.</summary>
[GenerateSerializer, Alias("grain-failed")]
public sealed class GrainFailedException(string message) : Exception(message);

/// <summary>
/// What a caller in another silo hears when a call fails: that the ledger does not answer, that nobody knows the
/// outcome, what Orleans itself says, or that the grain failed. Other types are kept from crossing: the other silo has
/// no codec for them and would take "cannot be read" for the reason.
/// </summary>
public sealed partial class CallErrors(ILogger<CallErrors> log) : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
        }
        catch (Exception e) when (!Crosses(e))
        {
            LogFailed(context.TargetId, context.InterfaceMethod.Name, e);
            throw new GrainFailedException(
                $"{context.InterfaceName}.{context.InterfaceMethod.Name} failed: {e.GetType().Name}.");
        }
    }

    private static bool Crosses(Exception e) =>
        e is LedgerUnavailableException or OutcomeUnknownException or GrainFailedException or OrleansException
            or TimeoutException or OperationCanceledException;

    [LoggerMessage(Level = LogLevel.Error, Message = "{Grain} failed in {Method}")]
    private partial void LogFailed(GrainId grain, string method, Exception error);
}

/// <summary>What of a <see cref="LedgerUnavailableException"/> crosses: its words. The reason beneath is the engine's,
/// and stays where it was logged.</summary>
[GenerateSerializer, Alias("ledger-unavailable")]
public struct LedgerUnavailableWords
{
    [Id(0)]
    public string Message;
}

/// <summary>Lets the ledger's own exception cross; the ledger knows nothing of Orleans.</summary>
[RegisterConverter]
public sealed class LedgerUnavailableConverter : IConverter<LedgerUnavailableException, LedgerUnavailableWords>
{
    public LedgerUnavailableException ConvertFromSurrogate(in LedgerUnavailableWords surrogate) =>
        new(surrogate.Message);

    public LedgerUnavailableWords ConvertToSurrogate(in LedgerUnavailableException value) =>
        new() { Message = value.Message };
}
