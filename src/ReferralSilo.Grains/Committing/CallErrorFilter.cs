using Microsoft.Extensions.Logging;
using ReferralSilo.Domain.Stored;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Committing;

/// <summary>A grain failed unexpectedly: a bug or a broken machine. The log of its silo has the details.</summary>
[GenerateSerializer, Alias("grain-failed")]
public sealed class GrainFailedException(string message) : Exception(message);

/// <summary>
/// Limits the exceptions that a caller in another silo receives: ledger unavailable, newer form, outcome unknown, an
/// exception of Orleans, or grain failed. Other types do not cross: the other silo has no codec for them and would
/// report a deserialization error instead of the reason.
/// </summary>
public sealed partial class CallErrorFilter(ILogger<CallErrorFilter> log) : IIncomingGrainCallFilter
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
        e is LedgerUnavailableException or NewerFormException or OutcomeUnknownException or GrainFailedException
            or OrleansException or TimeoutException or OperationCanceledException;

    [LoggerMessage(Level = LogLevel.Error, Message = "{Grain} failed in {Method}")]
    private partial void LogFailed(GrainId grain, string method, Exception error);
}

/// <summary>The parts of a <see cref="NewerFormException"/> that cross.</summary>
[GenerateSerializer, Alias("newer-form")]
public struct NewerFormSurrogate
{
    [Id(0)]
    public string Kind;

    [Id(1)]
    public int Form;

    [Id(2)]
    public int Known;
}

/// <summary>Serializes the exception; the domain does not reference Orleans.</summary>
[RegisterConverter]
public sealed class NewerFormConverter : IConverter<NewerFormException, NewerFormSurrogate>
{
    public NewerFormException ConvertFromSurrogate(in NewerFormSurrogate surrogate) =>
        new(surrogate.Kind, surrogate.Form, surrogate.Known);

    public NewerFormSurrogate ConvertToSurrogate(in NewerFormException value) =>
        new() { Kind = value.Kind, Form = value.Form, Known = value.Known };
}

/// <summary>The part of a <see cref="LedgerUnavailableException"/> that crosses: its message. The inner exception
/// belongs to the database driver and stays in the log of its silo.</summary>
[GenerateSerializer, Alias("ledger-unavailable")]
public struct LedgerUnavailableSurrogate
{
    [Id(0)]
    public string Message;
}

/// <summary>Serializes the ledger's exception; the storage project does not reference Orleans.</summary>
[RegisterConverter]
public sealed class LedgerUnavailableConverter : IConverter<LedgerUnavailableException, LedgerUnavailableSurrogate>
{
    public LedgerUnavailableException ConvertFromSurrogate(in LedgerUnavailableSurrogate surrogate) =>
        new(surrogate.Message);

    public LedgerUnavailableSurrogate ConvertToSurrogate(in LedgerUnavailableException value) =>
        new() { Message = value.Message };
}
