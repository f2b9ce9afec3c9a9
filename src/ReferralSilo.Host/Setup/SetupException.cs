namespace ReferralSilo.Host.Setup;

/// <summary>
/// The program cannot start or a command is invalid. The message is one clear sentence for the operator.
/// </summary>
public sealed class SetupException(string message) : Exception(message);
