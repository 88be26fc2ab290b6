import type { EntityManager } from 'typeorm';
import { Model } from '../../models/model.entity.js';
import { Deployment } from './deployment.entity.js';
import { Environment } from '../environments/environment.entity.js';

/** The deployment of a model in an environment, by their names; null when it was never released there. */
export function findDeployment(
  em: EntityManager,
  projectId: string,
  environment: string,
  model: string,
): Promise<Deployment | null> {
  return em
    .createQueryBuilder(Deployment, 'deployment')
    .innerJoin(Environment, 'environment', 'environment.id = deployment.environmentId')
    .innerJoin(Model, 'model', 'model.id = deployment.modelId')
    .where('deployment.projectId = :projectId', { projectId })
    .andWhere('environment.name = :environment AND model.name = :model', { environment, model })
    .getOne();
}
