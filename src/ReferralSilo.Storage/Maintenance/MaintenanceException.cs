namespace ReferralSilo.Storage.Maintenance;

/// <summary>A move, a backup or a restore cannot be: one sentence for the person who asked for it, without patient
/// data.</summary>
public sealed class MaintenanceException(string message, Exception? inner = null) : Exception(message, inner);
