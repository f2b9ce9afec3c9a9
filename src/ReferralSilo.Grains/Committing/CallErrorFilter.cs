using Microsoft.Extensions.Logging;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Committing;

/// <summary>A grain failed unexpectedly: a bug or a broken machine. The log of its silo has the details.</summary>
[GenerateSerializer, Alias("grain-failed")]
public sealed class GrainFailedException(string message) : Exception(message);

/// <summary>
/// Limits the exceptions that a caller in another silo receives: ledger unavailable, outcome unknown, an exception of
/// Orleans, or grain failed. Other types do not cross: the other silo has no codec for them and would report a
/// deserialization error instead of the reason.
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
        e is LedgerUnavailableException or OutcomeUnknownException or GrainFailedException or OrleansException
            or TimeoutException or OperationCanceledException;

    [LoggerMessage(Level = LogLevel.Error, Message = "{Grain} failed in {Method}")]
    private partial void LogFailed(GrainId grain, string method, Exception error);
}

/// <summary>The part of a <see cref="NewerDataException"/> that crosses: its message.</summary>
[GenerateSerializer, Alias("newer-data")]
public struct NewerDataSurrogate
{
    [Id(0)]
    public string Message;
}

/// <summary>Serializes the exception; the storage project does not reference Orleans.</summary>
[RegisterConverter]
public sealed class NewerDataConverter : IConverter<NewerDataException, NewerDataSurrogate>
{
    public NewerDataException ConvertFromSurrogate(in NewerDataSurrogate surrogate) => new(surrogate.Message);

    public NewerDataSurrogate ConvertToSurrogate(in NewerDataException value) => new() { Message = value.Message };
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
