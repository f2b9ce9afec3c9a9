namespace ReferralSilo.Storage.Maintenance;

/// <summary>A migration, backup or restore is not possible. One sentence for the operator, no patient data.</summary>
public sealed class MaintenanceException(string message, Exception? inner = null) : Exception(message, inner);
